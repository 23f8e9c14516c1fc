using Microsoft.Extensions.Configuration;
using Outcomes.Functions;

namespace Outcomes.Tests.Functions;

public class SettingsTests
{
    [Fact]
    public void Every_setting_of_the_sample_is_read_and_none_is_missing_from_it()
    {
        var sample = new ConfigurationBuilder().AddJsonFile(Path.Combine(Checkout.Root, "local.settings.sample.json")).Build();
        var keys = sample.AsEnumerable().Where(pair => pair.Key.StartsWith("Values:", StringComparison.Ordinal) && pair.Value is not null).Select(pair => pair.Key["Values:".Length..]);
        var documented = File.ReadAllLines(Path.Combine(Checkout.Root, "functions/Settings.cs"))
            .Select(line => System.Text.RegularExpressions.Regex.Match(line, @"/// <param name=""\w+"">([\w:]+):").Groups)
            .Where(groups => groups.Count > 1 && groups[1].Success)
            .Select(groups => groups[1].Value).Where(key => key.Contains(':') || key.Contains('_'));

        Assert.Equal(documented.Order(), keys.Order());
    }

    [Fact]
    public void The_command_line_wins_over_the_environment_and_that_over_the_file()
    {
        var from = Of(("OUTCOMES_DATA", "environment"), ("Values:OUTCOMES_DATA", "file"), ("Values:OUTCOMES_COUNCIL", "file"));

        Assert.Equal(("line", "file"), (Settings.Read(from, data: "line").Data, Settings.Read(from).Council));
        Assert.Equal("environment", Settings.Read(from).Data);
        Assert.Equal((".outcomes", LocalServer.DefaultUrls), (Settings.Read(Of()).Data, Settings.Read(Of()).Urls));
    }

    [Fact]
    public void Half_of_a_storage_or_a_size_that_is_none_is_refused()
    {
        Assert.Contains("set both", Assert.Throws<ArgumentException>(() => Settings.Read(Of(("Storage:Blobs", "x")))).Message);
        Assert.Contains("'much'", Assert.Throws<ArgumentException>(() => Settings.Read(Of(("Storage:CacheBytes", "much")))).Message);
    }

    private static IConfiguration Of(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(value => value.Key, value => (string?)value.Value)).Build();
}
