using System.Text;

namespace Outcomes.Functions;

/// <summary>
/// Sampleton, an invented council: three years of the files a council's systems export, in the folder any council has.
/// It goes the same way as real data; what its campaigns were made to do is known, and kept where the product does not read it.
/// </summary>
public static class SampleCouncil
{
    /// <summary>What it is called on its pages.</summary>
    public const string Name = "Sampleton Council";

    /// <summary>The last day of the month before the given one: figures look current, and stay the same for a month.</summary>
    public static DateOnly Until(DateOnly today) => new DateOnly(today.Year, today.Month, 1).AddDays(-1);

    /// <summary>Writes the council folder: sources, small tables, and three years of exports. One day gives the same bytes everywhere.</summary>
    /// <param name="folder">Where; made if it is not there. Files of the same names are written over.</param>
    /// <param name="until">Last day of the history, which is included.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Write(string folder, DateOnly until)
    {
        var kept = Path.Combine(AppContext.BaseDirectory, "SampleCouncil");
        foreach (var file in Directory.EnumerateFiles(kept, "*", SearchOption.AllDirectories))
            File.Copy(file, Prepared(folder, Path.GetRelativePath(kept, file)), overwrite: true);

        var town = new Town(until.AddDays(1).AddYears(-3), until);
        Func<Town, IEnumerable<ExportFile>>[] systems =
            [ContactExports.Of, TelephonyExports.Of, BuildingExports.Of, SocialExports.Of, FormExports.Of, TeamExports.Of, exported => [WebExport.Of(exported)], SmallTables.Of];
        foreach (var (path, text) in systems.AsParallel().SelectMany(system => system(town)))
            File.WriteAllText(Prepared(folder, path), text, path.StartsWith("exports/bookings/", StringComparison.Ordinal) ? Encoding.Latin1 : new UTF8Encoding());
    }

    private static string Prepared(string folder, string path)
    {
        var file = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        return file;
    }
}

/// <summary>One file of the sample council.</summary>
/// <param name="Path">Relative to the council folder.</param>
/// <param name="Text">All of it.</param>
internal sealed record ExportFile(string Path, string Text);
