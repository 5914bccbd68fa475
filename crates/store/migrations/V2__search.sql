-- Search: words of messages and of contacts' names, without accents or case. External content: the text is stored once, in
-- its own table. New messages are put into the index once a transaction by the program (a trigger would make the index
-- write itself out after every message, five times the work); everything else is kept by the triggers below.

CREATE VIRTUAL TABLE message_text USING fts5 (text, content = 'message', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE contact_text USING fts5 (name, content = 'contact', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');

-- What is erased must leave the index too.
INSERT INTO message_text (message_text, rank) VALUES ('secure-delete', 1);
INSERT INTO contact_text (contact_text, rank) VALUES ('secure-delete', 1);

INSERT INTO message_text (message_text) VALUES ('rebuild');
INSERT INTO contact_text (contact_text) VALUES ('rebuild');

CREATE TRIGGER message_text_changed AFTER UPDATE OF text ON message WHEN old.text <> new.text BEGIN
    INSERT INTO message_text (message_text, rowid, text) VALUES ('delete', old.id, old.text);
    INSERT INTO message_text (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER message_text_dropped AFTER DELETE ON message BEGIN
    INSERT INTO message_text (message_text, rowid, text) VALUES ('delete', old.id, old.text);
END;

CREATE TRIGGER contact_text_added AFTER INSERT ON contact BEGIN
    INSERT INTO contact_text (rowid, name) VALUES (new.id, new.name);
END;
CREATE TRIGGER contact_text_changed AFTER UPDATE OF name ON contact WHEN old.name <> new.name BEGIN
    INSERT INTO contact_text (contact_text, rowid, name) VALUES ('delete', old.id, old.name);
    INSERT INTO contact_text (rowid, name) VALUES (new.id, new.name);
END;
CREATE TRIGGER contact_text_dropped AFTER DELETE ON contact BEGIN
    INSERT INTO contact_text (contact_text, rowid, name) VALUES ('delete', old.id, old.name);
END;
