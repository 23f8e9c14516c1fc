using Microsoft.Extensions.Configuration;
using Outcomes.Analytics.Disclosure;
using Outcomes.Functions;
using Outcomes.Functions.Api.Access;
using Outcomes.Functions.Dashboard;
using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Storage;

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
            .Select(groups => groups[1].Value).Where(key => key.Contains(':') || key.Contains('_'))
            .Concat(typeof(RawLimits).GetProperties().Where(limit => limit.CanWrite).Select(limit => $"Raw:{limit.Name}"))
            .Concat(typeof(SandboxLimits).GetProperties().Where(limit => limit.CanWrite).Select(limit => $"Sandbox:{limit.Name}"))
            .Concat(typeof(AccessSettings).GetProperties().Where(limit => limit.CanWrite).Select(limit => $"Access:{limit.Name}"))
            .Concat(typeof(PublicationRetention).GetProperties().Where(limit => limit.CanWrite).Select(limit => $"Publications:{limit.Name}"))
            .Concat(typeof(KeepingTimes).GetProperties().Where(limit => limit.CanWrite).Select(limit => $"Keeping:{limit.Name}"))
            .Concat(typeof(Brand).GetProperties().Where(limit => limit.CanWrite).Select(own => $"Council:{own.Name}"))
            .Concat(["Tokens:Vault", "OUTCOMES_WORK:queueServiceUri", "Disclosure:Threshold", "Disclosure:Base", "Disclosure:MinimumDenominator", "Disclosure:ClassDisclosure", "Disclosure:Largest", "Disclosure:LargestShare", "Disclosure:LargestWithin"])
            .Concat(System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(Path.Combine(Checkout.Root, "functions/Triggers.cs")), "TimerTrigger\\(\"%(\\w+)%\"").Select(match => match.Groups[1].Value));

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
    public void The_disclosure_rule_is_read_and_a_base_without_one_nearest_multiple_is_refused()
    {
        Assert.Equal(new DisclosureRule(), Settings.Read(Of()).Rule);
        Assert.Equal(new DisclosureRule { Threshold = 4, Base = 3, MinimumDenominator = 10, ClassDisclosure = false },
            Settings.Read(Of(("Disclosure:Threshold", "4"), ("Disclosure:Base", "3"), ("Disclosure:MinimumDenominator", "10"), ("Disclosure:ClassDisclosure", "false"))).Rule);
        Assert.Equal(new DisclosureRule { Largest = 2, LargestShare = 75, LargestWithin = 20 },
            Settings.Read(Of(("Disclosure:Largest", "2"), ("Disclosure:LargestShare", "75"), ("Disclosure:LargestWithin", "20"))).Rule);
        Assert.Contains("Disclosure:LargestShare is '100'; allowed: a whole number from 1 to 99, such as 85", Assert.Throws<ArgumentException>(() => Settings.Read(Of(("Disclosure:LargestShare", "100")))).Message);
        Assert.Contains("Disclosure:Largest is '0'; allowed: a whole number from 1 to 10", Assert.Throws<ArgumentException>(() => Settings.Read(Of(("Disclosure:Largest", "0")))).Message);
        Assert.Contains("Disclosure:LargestWithin is 'ten'; allowed: a whole number from 1 to 100", Assert.Throws<ArgumentException>(() => Settings.Read(Of(("Disclosure:LargestWithin", "ten")))).Message);
        Assert.Contains("rounded to 0", Assert.Throws<ArgumentException>(() => Settings.Read(Of(("Disclosure:Threshold", "2")))).Message);
        Assert.Contains("rounded to 0", Assert.Throws<ArgumentException>(() => Settings.Read(Of(("Disclosure:Base", "15")))).Message);
        Assert.Equal(3, Settings.Read(Of(("Disclosure:Threshold", "3"))).Rule.Threshold);
        Assert.Contains("odd", Assert.Throws<ArgumentException>(() => Settings.Read(Of(("Disclosure:Base", "4")))).Message);
    }

    [Fact]
    public void Half_of_a_storage_or_a_size_that_is_none_is_refused()
    {
        Assert.Contains("set both", Assert.Throws<ArgumentException>(() => Settings.Read(Of(("Storage:Blobs", "x")))).Message);
        Assert.Contains("'much'", Assert.Throws<ArgumentException>(() => Settings.Read(Of(("Storage:CacheBytes", "much")))).Message);
    }

    [Fact]
    public void Limits_are_read_and_their_defaults_are_those_of_the_sample()
    {
        var sample = new ConfigurationBuilder().AddJsonFile(Path.Combine(Checkout.Root, "local.settings.sample.json")).Build();
        Assert.Equal((new RawLimits(), new SandboxLimits(), new PublicationRetention()), Limits(Settings.Read(Of())));
        Assert.Equal(Limits(Settings.Read(Of())), Limits(Settings.Read(new ConfigurationBuilder().AddInMemoryCollection(
            sample.AsEnumerable().Where(pair => !pair.Key.Contains("OUTCOMES", StringComparison.Ordinal))).Build())));
        var set = Limits(Settings.Read(Of(("Raw:MaxLineBytes", "1000"), ("Sandbox:Memory", "2GiB"), ("Sandbox:Time", "01:00:00"), ("Values:Publications:Days", "7"))));
        Assert.Equal((new RawLimits { MaxLineBytes = 1000 }, new SandboxLimits { Memory = "2GiB", Time = TimeSpan.FromHours(1) }, new PublicationRetention(Days: 7)), set);
    }

    [Theory]
    [InlineData("Raw:MaxLineBytes", "16777217", "from 1 to 16777216")]
    [InlineData("Raw:MaxMembers", "-1", "a whole number")]
    [InlineData("Sandbox:Memory", "much", "a size such as 540MB")]
    [InlineData("Sandbox:Time", "15", "such as 00:15:00")]
    [InlineData("Publications:Days", "0", "from 1 to 36500")]
    public void A_limit_that_is_none_is_refused_by_its_name(string key, string value, string allowed)
    {
        var message = Assert.Throws<ArgumentException>(() => Settings.Read(Of((key, value)))).Message;
        Assert.StartsWith($"{key} is '{value}'; allowed: ", message, StringComparison.Ordinal);
        Assert.Contains(allowed, message, StringComparison.Ordinal);
    }

    private static (RawLimits, SandboxLimits, PublicationRetention) Limits(Settings settings) => (settings.Raw, settings.Sandbox, settings.Retention);

    private static IConfiguration Of(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(value => value.Key, value => (string?)value.Value)).Build();
}
