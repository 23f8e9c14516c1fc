using Outcomes.Functions;
using Outcomes.Functions.Ingestion.Http;

namespace Outcomes.Tests.Functions;

public class CouncilTests
{
    [Fact]
    public void The_product_alone_has_no_fault()
    {
        var council = Council.Load(null).Check();

        Assert.Empty(council.Faults);
        Assert.Equal(["data_channels", "data_maturity_rules", "data_platforms", "data_social_metrics", "data_unit_costs"], council.Sources.Select(source => source.Name));
    }

    [Theory]
    [InlineData("tests/councils/leeds-2023")]
    [InlineData("tests/councils/leeds-2023-snapshots")]
    [InlineData("tests/councils/leeds-2023-sprout")]
    [InlineData("tests/councils/newcastle")]
    [InlineData("tests/councils/librarieswest")]
    [InlineData("tests/councils/fixmystreet")]
    [InlineData("functions/SampleCouncil")]
    public void Every_council_folder_of_the_project_is_without_fault(string folder)
    {
        var council = Council.Load(Path.Combine(Checkout.Root, folder)).Check();

        Assert.Empty(council.Faults);
        Assert.NotEmpty(council.Sources);
    }

    [Theory]
    [InlineData("data/areas.csv", "area,name,typ\nX1,Abbey,ward\n", 1, "Column 'typ' is not in dataset 'areas'", "type")]
    [InlineData("data/areas.csv", "name,type\nAbbey,ward\n", 1, "Column 'area' is missing", "name, type")]
    [InlineData("data/Bad Name.csv", "a\n1\n", 1, "'Bad Name.csv'", "lower-case letters")]
    [InlineData("measures/1; drop.sql", "select 1", 1, "'1; drop.sql'", "lower-case letters")]
    [InlineData("sources/empty.sql", "", 1, "No front matter", "-- title:")]
    [InlineData("sources/orders.sql", "{source}select day as date, 1 as bookd, 'x' as reference from raw", 8, "a column 'bookd'", "booked")]
    [InlineData("sources/orders.sql", "{source}select 'x' as reference,\n1 as booked from raw", 8, "no column 'date'", "service_bookings")]
    [InlineData("sources/orders.sql", "{source}select null as date, 'x' as reference from raw", 8, "'date' is null in every row", "give it a value")]
    [InlineData("sources/orders.sql", "{source}select day as date, 'x' as reference, 1 as booked,\n2 as booked from raw", 9, "'booked' 2 times", "once")]
    [InlineData("sources/orders.sql", "{source}select day as date, 'x' as reference, 1 from raw", 8, "has no name", "as")]
    [InlineData("sources/orders.sql", "{source}select day as date, 'x' as reference\nfrom service_contacts", 9, "Table 'service_contacts'", "raw, areas")]
    [InlineData("sources/orders.sql", "{source}select day as date,\nsume(places) as booked, 'x' as reference from raw", 9, "sume", "fit")]
    [InlineData("sources/orders.sql", "{source}select day as date, 'x' as reference from raw; drop table raw", 8, "one SELECT", "SELECT")]
    [InlineData("datasets/pools.sql", "-- title: Pools\n-- key: [pool]\n-- month: none\n-- disclosure: none\ncreate table pool (pool varchar -- The pool\n);", 5, "No table 'pools'", "file's name")]
    [InlineData("datasets/pools.sql", "-- title: Pools\n-- key: [pool]\n-- month: none\n-- disclosure: none\ncopy (select 1) to 'x.csv'", 5, "cannot be made", "create table pools")]
    public void A_wrong_file_is_a_fault_with_its_line_and_the_rest_goes_on(string file, string text, int line, string found, string allowed)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder[file], text.Replace("{source}", """
            -- title: Orders
            -- dataset: service_bookings
            -- files: orders.csv
            -- columns: {day: date, places: integer}
            -- absent: zero
            -- mode: replace
            -- owner: a@b.example

            """));
        File.WriteAllText(folder["data/queues.csv"], "queue,service\n");

        var council = Council.Load(folder.Path).Check();

        Assert.Contains(council.Faults, fault => fault.File == file && fault.Line == line && fault.Message.Contains(found) && fault.Message.Contains(allowed));
        Assert.Contains("queues", council.Data.Keys);
        Assert.True(council.Measures.Count >= 10);
    }

    [Fact]
    public void Files_in_folders_below_are_read_and_what_is_not_sql_is_told()
    {
        using var folder = new TempFolder();
        var visits = File.ReadAllText(Path.Combine(Checkout.Root, "analytics/measures/visits.sql"));
        File.WriteAllText(folder["measures/libraries/story_times.sql"], visits);
        File.WriteAllText(folder["measures/libraries/README.md"], "Ours");
        File.WriteAllText(folder["measures/swims.SQL"], visits);
        File.WriteAllText(folder["data/exports/orders.csv"], "anything");

        var council = Council.Load(folder.Path).Check();

        Assert.Empty(council.Faults);
        Assert.Equal("measures/libraries/story_times.sql", council.Measures.Single(measure => measure.Id == "story_times").File);
        Assert.Equal(["measures/swims.SQL is not read: its name does not end in .sql."], council.Notes);
        Assert.DoesNotContain("orders", council.Data.Keys);
    }

    [Fact]
    public void Two_files_with_one_id_are_a_fault_and_neither_is_used()
    {
        using var folder = new TempFolder();
        var visits = File.ReadAllText(Path.Combine(Checkout.Root, "analytics/measures/visits.sql"));
        File.WriteAllText(folder["measures/a/visits.sql"], visits);
        File.WriteAllText(folder["measures/b/visits.sql"], visits.Replace("-- title: ", "-- title: Other "));

        var council = Council.Load(folder.Path).Check();

        Assert.Equal("measures/b/visits.sql:1: 'visits' is also the id of measures/a/visits.sql, and neither is used; a file's name is its id, so give one of the two another name.",
            Assert.Single(council.Faults, fault => fault.File.StartsWith("measures/b", StringComparison.Ordinal)).ToString());
        Assert.DoesNotContain(council.Measures, measure => measure.Id == "visits");
    }

    [Theory]
    [InlineData('[', ']')]
    [InlineData('{', '}')]
    public void Front_matter_of_endless_depth_is_a_fault_and_the_rest_goes_on(char open, char close)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["sources/deep.sql"], $"-- title: Deep\n-- columns: {new string(open, 50_000)}{new string(close, 50_000)}\nselect 1");

        var council = Council.Load(folder.Path);

        Assert.Contains(council.Faults, fault => fault is { File: "sources/deep.sql", Line: 2 } && fault.Message.Contains("nested more than 40 deep"));
        Assert.True(council.Measures.Count >= 10);
    }

    [Fact]
    public void A_measure_that_reads_what_does_not_exist_is_a_fault()
    {
        using var folder = new TempFolder();
        var builtIn = File.ReadAllText(Path.Combine(Checkout.Root, "analytics/measures/contacts.sql"));
        File.WriteAllText(folder["measures/calls.sql"], builtIn.Replace("sum(contacts)", "sum(calls_taken)"));

        var fault = Assert.Single(Council.Load(folder.Path).Check().Faults);

        Assert.StartsWith("measures/calls.sql:", fault.ToString());
        Assert.Contains("calls_taken", fault.Message);
    }

    [Fact]
    public void The_councils_file_wins_over_a_built_in_one_and_says_so()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["data/channels.csv"], "channel,title,digital\nphone,Ring us,false\n");
        File.WriteAllText(folder["measures/contacts.sql"], File.ReadAllText(Path.Combine(Checkout.Root, "analytics/measures/contacts.sql")).Replace("-- title: ", "-- title: Our "));

        var council = Council.Load(folder.Path);

        Assert.Empty(council.Faults);
        Assert.Equal(["data/channels.csv of the council folder replaces the built-in one.", "measures/contacts.sql of the council folder replaces the built-in one."], council.Notes);
        Assert.Equal(folder.Path, council.Sources.Single(source => source.Name == "data_channels").Folder);
        Assert.StartsWith("Our ", council.Measures.Single(measure => measure.Id == "contacts").Title);
    }

    [Fact]
    public void Of_two_sources_of_the_same_posts_that_are_both_set_up_one_stands_in_for_the_other_and_says_so()
    {
        static SourceSettings Told(params string[] secrets) => new(["api.x.com"], [], secrets.ToDictionary(name => name, _ => "s"), new Dictionary<string, DateOnly>(), new Dictionary<string, string>());
        var open = new Dictionary<string, SourceSettings> { ["x_post_days"] = Told("bearer_token") };
        var both = new Dictionary<string, SourceSettings>(open) { ["x_own_post_days"] = Told("client_id", "client_secret", "refresh_token") };

        Assert.Contains(Council.Load(null, open).Sources, source => source.Name == "x_post_days");
        var council = Council.Load(null, both);
        Assert.Contains(council.Sources, source => source.Name == "x_own_post_days");
        Assert.DoesNotContain(council.Sources, source => source.Name == "x_post_days");
        Assert.Equal("x_own_post_days is set up too, and stands in for it: it reads the same.", council.Off.Single(off => off.Source.Name == "x_post_days").Why);
        Assert.Contains("x_post_days is off: x_own_post_days is set up too, and stands in for it.", council.Notes);
        Assert.Empty(council.Faults);
    }

    [Fact]
    public void A_source_that_stands_in_for_none_that_is_there_is_a_fault()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["sources/tweets.sql"], """
            -- title: Tweets
            -- dataset: social_post_days
            -- files: tweets.csv
            -- absent: zero
            -- instead_of: x_posts
            -- mode: replace
            -- owner: a@b.example

            select account, post, day::date as date, 'delta' as value_kind from raw
            """);

        var fault = Assert.Single(Council.Load(folder.Path).Faults);

        Assert.StartsWith("sources/tweets.sql:1: 'instead_of' is 'x_posts', and no source has that name; allowed: ", fault.ToString());
        Assert.Contains("x_post_days", fault.Message);
    }

    [Theory]
    [InlineData("nowhere", "does not exist")]
    [InlineData("", "holds none of sources/, measures/, datasets/, data/")]
    public void A_folder_that_is_no_council_folder_is_a_fault(string below, string found)
    {
        using var folder = new TempFolder();
        Assert.Contains(found, Assert.Single(Council.Load(Path.Combine(folder.Path, below)).Faults).Message);
    }
}
