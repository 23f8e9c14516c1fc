using Microsoft.OData.Edm;
using Outcomes.Functions.Api;

namespace Outcomes.Tests.PowerBi;

/// <summary>The files of deploy/powerbi: whether Power BI would read them, and whether they fit the feed.</summary>
public sealed class ProjectTests
{
    private static readonly FeedModel Feed = FeedModel.Read();

    [Fact]
    public async Task Its_JSON_files_hold_Microsofts_schemas()
    {
        var schemas = SharedData.PathOrSkip("powerbi/schemas");
        Assert.Equal("", await PowerQuery.RunAsync("", "schemas", schemas, PowerBiProject.Folder));
    }

    [Fact]
    public void Its_TMDL_reads()
    {
        Assert.Equal("1601", PowerBiProject.Database.Of("database").Single().Properties["compatibilityLevel"]);
        Assert.Equal(PowerBiProject.Tables.Select(table => table.Name).Order(), PowerBiProject.Model.Of("ref table").Select(table => table.Name).Order());
        Assert.NotEmpty(PowerBiProject.Visuals);
    }

    [Theory]
    [InlineData("table T\n\tcolumn a\n\t\tdataType: text", "has not the value that it may have")]
    [InlineData("table T\n\t\tcolumn a", "is indented too far")]
    [InlineData("table T\n\tcolumn a\n\t\tisHiden", "is nothing a column has")]
    [InlineData("table T\n\tmeasure M =\n\t\t1", "has no expression below it")]
    [InlineData("tabel T", "is nothing a  has")]
    public void What_is_no_TMDL_is_told_with_its_line(string text, string wrong)
    {
        using var folder = new TempFolder();
        Assert.Contains(wrong, Assert.Throws<InvalidDataException>(() => Tmdl.Read(folder.Write("t.tmdl", text))).Message);
    }

    [Fact]
    public void Every_name_and_tag_is_there_once()
    {
        var tags = PowerBiProject.Tables.SelectMany(table => table.Objects.Append(table)).Concat(PowerBiProject.Expressions)
            .Where(item => item.Properties.ContainsKey("lineageTag")).Select(item => item.Properties["lineageTag"]).ToArray();
        Assert.Equal(tags.Length, tags.Distinct().Count());
        Assert.All(PowerBiProject.Tables, table =>
        {
            var names = table.Of("column").Concat(table.Of("measure")).Select(item => item.Name).ToArray();
            Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
            Assert.Equal(table.Name, table.Of("partition").Single().Name);
        });
    }

    [Fact]
    public async Task Every_column_of_the_model_is_a_property_of_the_feed_and_of_its_type()
    {
        foreach (var query in await PowerQuery.FoldAsync(PowerBiProject.Queries().Where(query => PowerBiProject.Tables.Any(table => table.Name == query.Name))))
        {
            var set = Feed.Sets.Single(set => set.EntitySet.Name == query.Steps[^1].Set);
            var columns = PowerBiProject.Tables.Single(table => table.Name == query.Name).Of("column").ToArray();
            Assert.Equal(columns.Select(column => column.Properties["sourceColumn"]), query.Steps[^1].Select);
            Assert.All(columns, column =>
            {
                var property = set.EntitySet.EntityType.FindProperty(column.Properties["sourceColumn"]);
                Assert.True(property is not null, $"{query.Name}.{column.Name} is no property of {set.EntitySet.Name}");
                Assert.Equal(property.Type.PrimitiveKind() switch
                {
                    EdmPrimitiveTypeKind.String => "string",
                    EdmPrimitiveTypeKind.Int32 or EdmPrimitiveTypeKind.Int64 => "int64",
                    EdmPrimitiveTypeKind.Double => "double",
                    EdmPrimitiveTypeKind.Decimal => "decimal",
                    EdmPrimitiveTypeKind.Boolean => "boolean",
                    _ => "dateTime",
                }, column.Properties["dataType"]);
            });
        }
    }

    [Fact]
    public void Facts_lead_to_dimensions_by_their_keys()
    {
        Assert.All(PowerBiProject.Relationships, relationship =>
        {
            Assert.NotNull(Column(relationship.Properties["fromColumn"]));
            Assert.Equal("true", Column(relationship.Properties["toColumn"]).Properties["isKey"]);
        });
        foreach (var fact in new[] { "Summaries", "Outcomes" })
            Assert.Equal(
                ["Area.area", "Calendar.date", "Channel.channel", "Measure.measure", "Platform.platform", "Service.service"],
                PowerBiProject.Relationships.Where(relationship => relationship.Properties["fromColumn"].StartsWith($"{fact}.", StringComparison.Ordinal)).Select(relationship => relationship.Properties["toColumn"]).Order());
    }

    [Fact]
    public void Only_three_measures_are_seen_and_no_part_of_a_figure()
    {
        Assert.Equal(["Coverage", "Figure", "Figure status"], PowerBiProject.Measures.Values.Where(IsSeen).Select(measure => measure.Name).Order());
        foreach (var fact in PowerBiProject.Tables.Where(table => table.Name is "Summaries" or "Outcomes"))
            Assert.DoesNotContain(fact.Of("column"), IsSeen);
        Assert.True(PowerBiProject.Model.Of("model").Single().Properties.ContainsKey("discourageImplicitMeasures"));
    }

    [Fact]
    public void Every_field_a_visual_names_is_in_the_model()
    {
        foreach (var visual in PowerBiProject.Visuals)
        {
            Assert.All(visual.Fields, field => Assert.True(
                field.IsMeasure ? Table(field.Table).Of("measure").Any(measure => measure.Name == field.Field) : Column($"{field.Table}.{field.Field}") is not null, $"{field} of {visual.Page}"));
            Assert.All(visual.Filters, filter => Assert.NotNull(Column($"{filter.Table}.{filter.Column}")));
        }
        Assert.Superset(new HashSet<string> { "Service", "Who is reached", "Campaign", "Data quality" }, PowerBiProject.Visuals.Select(visual => visual.Page).ToHashSet());
    }

    [Fact]
    public void Everything_is_loaded_unless_the_incremental_policy_is_added_which_keeps_ten_years_and_refreshes_26_months()
    {
        Assert.DoesNotContain(PowerBiProject.Tables, table => table.Of("refreshPolicy").Any());
        Assert.Equal(["Outcomes", "Summaries"], PowerBiProject.Policies.Select(table => table.Name).Order());
        Assert.All(PowerBiProject.Policies, table =>
        {
            var policy = table.Of("refreshPolicy").Single().Properties;
            Assert.Equal(("year", "10", "month", "26"), (policy["rollingWindowGranularity"], policy["rollingWindowPeriods"], policy["incrementalGranularity"], policy["incrementalPeriods"]));
            Assert.Equal(Table(table.Name).Of("partition").Single().Properties["source"], policy["sourceExpression"]);
        });
    }

    private static bool IsSeen(TmdlObject item) => !item.Properties.ContainsKey("isHidden");

    private static TmdlObject Table(string name) => PowerBiProject.Tables.Single(table => table.Name == name);

    private static TmdlObject Column(string name) => Table(name.Split('.')[0]).Of("column").Single(column => column.Name == name.Split('.')[1]);
}
