-- Disclosure control stands here in the order of work. Figures pass unchanged until it is built; nothing after this reads rolled.

create or replace temp view protected as from rolled;
