namespace Outcomes.Functions;

/// <summary>Random numbers that are the same on every machine and every version of .NET: splitmix64, seeded by what they are for.</summary>
/// <remarks>
/// Sebastiano Vigna, https://prng.di.unimi.it/splitmix64.c. Only +, −, ×, ÷ and square root are used, which IEEE 754 defines exactly;
/// logarithms and sines differ between platforms.
/// </remarks>
internal struct Dice
{
    private ulong state;

    /// <summary>The dice of one cell of one table: equal texts give equal throws.</summary>
    public Dice(string cell)
    {
        state = 14695981039346656037;                                   // FNV-1a, 64 bits
        foreach (var letter in cell)
            state = (state ^ letter) * 1099511628211;
    }

    /// <summary>From 0 to just under 1.</summary>
    public double Unit()
    {
        state += 0x9E3779B97F4A7C15;
        var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return ((mixed ^ (mixed >> 31)) >> 11) / (double)(1UL << 53);
    }

    /// <summary>A count that varies about its mean as independent events do.</summary>
    public long Count(double mean) => mean < 16 ? Of(64, mean / 64) : Round(mean + Math.Sqrt(mean) * Bell());

    /// <summary>How many of so many, when each has the same chance.</summary>
    public long Of(long many, double chance)
    {
        if (many > 64)
            return Math.Min(many, Round(many * chance + Math.Sqrt(many * chance * (1 - chance)) * Bell()));
        var hits = 0L;
        for (var trial = 0; trial < many; trial++)
            hits += Unit() < chance ? 1 : 0;
        return hits;
    }

    /// <summary>About the normal distribution: mean 0, variance 1, never beyond ±6.</summary>
    public double Bell()
    {
        var sum = -6.0;
        for (var throws = 0; throws < 12; throws++)
            sum += Unit();
        return sum;
    }

    private static long Round(double number) => Math.Max(0, (long)Math.Floor(number + 0.5));
}
