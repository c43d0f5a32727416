CREATE EXTENSION btree_gist;  -- lets = on room live in a GiST index
CREATE TABLE booking (
  room   int NOT NULL,
  during tstzrange NOT NULL CHECK (NOT isempty(during)),
  CONSTRAINT no_overlap EXCLUDE USING gist
    (room WITH =, during WITH &&)
);
INSERT INTO booking VALUES (1, '[2026-11-24 09:00Z, 2026-11-24 10:00Z)');
INSERT INTO booking VALUES (1, '[2026-11-24 10:00Z, 2026-11-24 11:00Z)');
INSERT INTO booking VALUES (1, '[2026-11-24 09:30Z, 2026-11-24 09:45Z)');

-- A team needs a lead, a lead belongs to a team: check at commit.
CREATE TABLE team (id int PRIMARY KEY, lead int NOT NULL);
CREATE TABLE member (
  id   int PRIMARY KEY,
  team int NOT NULL REFERENCES team
);
ALTER TABLE team ADD CONSTRAINT team_lead_fk
  FOREIGN KEY (lead) REFERENCES member DEFERRABLE INITIALLY DEFERRED;

BEGIN;
INSERT INTO team VALUES (1, 7);
INSERT INTO member VALUES (7, 1);
COMMIT;

BEGIN;
INSERT INTO team VALUES (2, 99);
COMMIT;
