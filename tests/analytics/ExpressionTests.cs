using Outcomes.Analytics;

namespace Outcomes.Tests.Analytics;

public class ExpressionTests
{
    [Fact]
    public void Each_measure_and_period_is_read_once()
    {
        var expression = Expression.Read("contacts / year_before(contacts) - earlier(contacts, 2) / contacts", out var fault);

        Assert.Null(fault);
        Assert.Equal("o0 / o1 - o2 / o0", expression!.Sql);
        Assert.Equal([new("contacts", 0, false), new("contacts", 0, true), new("contacts", 2, false)], expression.Operands);
    }

    [Theory]
    [InlineData("contacts; drop table x", "'; drop table x' cannot be read")]
    [InlineData("read_text(contacts)", "'read_text' is no function here")]
    [InlineData("'text' || contacts", "cannot be read")]
    [InlineData("(contacts", "cannot be read")]
    [InlineData("contacts contacts contacts", "cannot be read")]
    [InlineData("contacts, visits", "it is not one value")]
    [InlineData("contacts // visits", "cannot be read")]
    [InlineData("contacts ** visits", "cannot be read")]
    [InlineData("2 contacts", "cannot be read")]
    [InlineData("earlier(contacts)", "'earlier' is no function here")]
    [InlineData("earlier(contacts, 0)", "'earlier' is no function here")]
    [InlineData("1 + 2", "names no measure")]
    public void What_is_none_is_a_fault_that_says_what_is_allowed(string text, string found)
    {
        Assert.Null(Expression.Read(text, out var fault));
        Assert.Contains(found, fault, StringComparison.Ordinal);
        Assert.Contains("allowed: ids of measures", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_marks_that_would_begin_a_comment_are_two_marks()
    {
        var expression = Expression.Read("contacts --visits * 2", out var fault);

        Assert.Null(fault);
        Assert.Equal("o0 - - o1 * 2", expression!.Sql);
    }

    [Fact]
    public void Measures_come_after_those_they_read_and_circles_are_refused()
    {
        Measure Derived(string id, string text) => Contracts.Count() with { Id = id, File = $"measures/{id}.sql", Kind = "derived", Expression = Expression.Read(text, out _) };
        var faults = new List<Fault>();

        var order = MeasureOrder.Of(
            [Derived("a", "b + z"), Derived("b", "z * 2"), Contracts.Count() with { Id = "z" }, Derived("c", "d"), Derived("d", "e"), Derived("e", "c"), Derived("f", "nowhere"), Derived("g", "c / z")], faults);

        Assert.Equal(["z", "b", "a"], order.Select(measure => measure.Id));
        Assert.Equal(["c", "d", "e", "f", "g"], faults.Select(fault => Path.GetFileNameWithoutExtension(fault.File)).Order(StringComparer.Ordinal));
        Assert.Contains(faults, fault => fault.Message.Contains("in a circle: c → d → e → c", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Message.Contains("'nowhere', and no measure has that id", StringComparison.Ordinal));
    }
}
