using System.Runtime.InteropServices;

namespace Outcomes.Functions.Storage;

/// <summary>A second name for a file's bytes, which stay when the first is replaced or removed.</summary>
/// <remarks>Safe for stored files because they are replaced by rename and never rewritten.</remarks>
internal static class HardLink
{
    /// <summary>Links <paramref name="from"/> as <paramref name="to"/>; false where this system or file system cannot, so that the caller copies.</summary>
    public static bool TryMake(string from, string to) => !OperatingSystem.IsWindows() && Link(from, to) == 0;

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);
}
