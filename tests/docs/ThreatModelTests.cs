using System.Text.RegularExpressions;

namespace Outcomes.Tests.Docs;

/// <summary>The threat model names, for each threat, the tests that try it: they must be there.</summary>
public class ThreatModelTests
{
    [Fact]
    public void Each_threat_names_tests_that_are_there()
    {
        var tests = typeof(ThreatModelTests).Assembly.GetTypes().Select(type => type.Name).ToHashSet(StringComparer.Ordinal);
        var threats = File.ReadLines(Path.Combine(Checkout.Root, "docs", "threat-model.md")).Where(line => Regex.IsMatch(line, @"^\| (\d|all) \|")).Select(line => line.Split('|')).ToArray();

        Assert.True(threats.Length > 10);
        Assert.All(threats, threat =>
        {
            var named = Regex.Matches(threat[4], "`(\\w+Tests)`").Select(match => match.Groups[1].Value).ToArray();
            Assert.All(named, name => Assert.True(tests.Contains(name), $"{name}, which is said to try '{threat[2].Trim()}', is not there."));
            Assert.True(named.Length > 0 || threat[3].Contains(".ci/audit", StringComparison.Ordinal), $"Nothing is said to try '{threat[2].Trim()}'.");
        });
    }
}
