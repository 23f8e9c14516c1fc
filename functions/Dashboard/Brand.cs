using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Outcomes.Functions.Dashboard;

/// <summary>What the pages are dressed in: the council's own name, colour and font.</summary>
/// <param name="Name">Council:Name: stands first on every page; null: the product's name alone.</param>
/// <param name="Colour">Council:Colour: of the band at the top and of links, as <c>#rrggbb</c>; null: blue.</param>
/// <param name="Font">Council:Font: families in order of wish, as installed on readers' computers, such as <c>Gill Sans, Arial</c>; null: what each computer uses.</param>
/// <param name="FontFile">Council:FontFile: a .woff2 or .woff file served under the first of these names; null: none.</param>
public sealed partial record Brand(string? Name = null, string? Colour = null, string? Font = null, string? FontFile = null)
{
    /// <summary>What WCAG 2.2 AA asks between text and what it stands on (1.4.3).</summary>
    public const double Contrast = 4.5;

    private const string Fallback = "system-ui, sans-serif", Light = "#ffffff", Dark = "#0b0c0c";

    /// <summary>Whether anything is the council's own but its name.</summary>
    public bool HasStyle => Colour is not null || Font is not null;

    /// <summary>The colour as it is used on white: darkened as far as white text on it, and it as text on white, can be read.</summary>
    public string? OnLight => Colour is null ? null : Readable(Colour, Light, towards: 0);

    /// <summary>The colour as it is used on a dark page: lightened in the same way.</summary>
    public string? OnDark => Colour is null ? null : Readable(Colour, Dark, towards: 255);

    /// <summary>What was changed of the council's wish, and why; null: nothing.</summary>
    public string? Adjusted => Colour is null || OnLight == Colour ? null : string.Create(CultureInfo.InvariantCulture,
        $"Council:Colour is {Colour}, of contrast {Ratio(Colour, Light):0.0} to 1 with white, where WCAG AA asks {Contrast} to 1; {OnLight} is used instead ({Ratio(OnLight!, Light):0.0} to 1).");

    /// <summary>Reads and checks the settings.</summary>
    /// <param name="text">A setting by its key, or null.</param>
    /// <exception cref="ArgumentException">One is not what it must be.</exception>
    public static Brand Read(Func<string, string?> text)
    {
        var (name, colour, font, file) = (text("Council:Name"), text("Council:Colour")?.ToLowerInvariant(), text("Council:Font"), text("Council:FontFile"));
        if (name?.Length > 80)
            throw new ArgumentException($"Council:Name has {name.Length} characters; allowed: at most 80.");
        if (colour is not null && !Hex().IsMatch(colour))
            throw new ArgumentException($"Council:Colour is '{colour}'; allowed: six hexadecimal digits after #, such as #1d70b8.");
        if (font is not null && !Families().IsMatch(font))
            throw new ArgumentException($"Council:Font is '{font}'; allowed: names of letters, digits, spaces and hyphens with commas between, such as Gill Sans, Arial.");
        if ($"{font} {Path.GetFileName(file)}" is var named && (named.Contains("transport", StringComparison.OrdinalIgnoreCase) || named.Contains("GDS", StringComparison.OrdinalIgnoreCase)))
            throw new ArgumentException("Council:Font names GDS Transport, which only GOV.UK may use; allowed: any other.");
        if (file is not null && font is null)
            throw new ArgumentException("Council:FontFile belongs with Council:Font, which names it.");
        if (file is not null && !IsFont(file))
            throw new ArgumentException($"Council:FontFile is '{file}'; allowed: a .woff2 or .woff file that is there.");
        return new(name, colour, font, file);
    }

    /// <summary>The style sheet of what is the council's own.</summary>
    public string Style()
    {
        var css = new StringBuilder();
        if (FontFile is not null)
            css.Append(CultureInfo.InvariantCulture, $"@font-face{{font-family:\"{First}\";src:url(/dashboard/council.font);font-display:swap}}");
        if (Colour is not null)
            css.Append(CultureInfo.InvariantCulture, $":root{{--brand:{OnLight};--accent:{OnLight}}}@media (prefers-color-scheme:dark){{:root{{--accent:{OnDark}}}}}");
        if (Font is not null)
            css.Append(CultureInfo.InvariantCulture, $":root{{--font:{string.Join(", ", Font.Split(',').Select(family => $"\"{family.Trim()}\""))}, {Fallback}}}");
        return css.ToString();
    }

    /// <summary>Contrast of two colours, 1 to 21, as WCAG 2.2 reckons it from their relative luminance.</summary>
    public static double Ratio(string one, string other)
    {
        var (light, dark) = (Math.Max(Luminance(one), Luminance(other)), Math.Min(Luminance(one), Luminance(other)));
        return (light + 0.05) / (dark + 0.05);
    }

    private string First => Font!.Split(',')[0].Trim();

    /// <summary>The colour, mixed with black or white by the least hundredth that can be read.</summary>
    private static string Readable(string colour, string against, int towards) => Enumerable.Range(0, 101)
        .Select(hundredth => "#" + string.Concat(Parts(colour).Select(part => ((int)Math.Round(part + (towards - part) * hundredth / 100.0)).ToString("x2", CultureInfo.InvariantCulture))))
        .First(mixed => Ratio(mixed, against) >= Contrast);

    private static double Luminance(string colour) => Parts(colour).Select(part => part / 255.0).Select(part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4))
        .Zip([0.2126, 0.7152, 0.0722], (part, weight) => part * weight).Sum();

    private static IEnumerable<int> Parts(string colour) => [.. new[] { 1, 3, 5 }.Select(at => int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture))];

    private static bool IsFont(string path)
    {
        if (!File.Exists(path))
            return false;
        using var file = File.OpenRead(path);
        var mark = new byte[4];
        return file.ReadAtLeast(mark, 4, throwOnEndOfStream: false) == 4 && (mark.AsSpan().SequenceEqual("wOF2"u8) || mark.AsSpan().SequenceEqual("wOFF"u8));
    }

    [GeneratedRegex("^#[0-9a-f]{6}$", RegexOptions.CultureInvariant)]
    private static partial Regex Hex();

    [GeneratedRegex(@"^[\p{L}\p{N} -]{1,60}(,[\p{L}\p{N} -]{1,60}){0,7}$", RegexOptions.CultureInvariant)]
    private static partial Regex Families();
}
