using System.Text.Json.Nodes;

namespace Outcomes.Tests.Analytics.Effects;

/// <summary>One case of values that other tools computed (R, statsmodels, NIST), kept beside the checkout.</summary>
public sealed class Expected(JsonNode node)
{
    public static Expected Of(string name) => new(JsonNode.Parse(File.ReadAllText(SharedData.PathOrSkip($"stats/expected/{name}.json")))!);

    public Expected this[string key] => new(node[key] ?? throw new KeyNotFoundException(key));

    public Expected this[int index] => new(node[index]!);

    public int Count => node.AsArray().Count;

    public double Number => node.GetValue<double>();

    public string Text => node.GetValue<string>();

    public bool Flag => node.GetValue<bool>();

    public double[] Numbers => [.. node.AsArray().Select(value => value!.GetValue<double>())];

    public double?[] NumbersOrNone => [.. node.AsArray().Select(value => value?.GetValue<double?>())];

    public IReadOnlyDictionary<string, double> Named => node.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<double>());

    /// <summary>Asserts closeness relative to the expected value.</summary>
    public static void Close(double expected, double actual, double relative = 1e-8) =>
        Assert.True(Math.Abs(actual - expected) <= relative * Math.Abs(expected) + 1e-300, $"expected {expected:R}, was {actual:R}: {Math.Abs(actual / expected - 1):0.0e0} apart, {relative:0.0e0} allowed");

    public static void Close(double[] expected, double[] actual, double relative = 1e-8)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Close(expected[i], actual[i], relative);
    }

    public static void Close(double?[] expected, double?[] actual, double relative = 1e-8)
    {
        Assert.Equal(expected.Select(value => value is null), actual.Select(value => value is null));
        Close([.. expected.OfType<double>()], [.. actual.OfType<double>()], relative);
    }
}
