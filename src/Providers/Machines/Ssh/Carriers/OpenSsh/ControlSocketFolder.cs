using System.Diagnostics;
using System.Runtime.Versioning;

namespace Scalewright.Providers.Ssh.Carriers.OpenSsh;

/// <summary>
/// Private folder for the sockets of connections. When this process exits for any reason, the connections and the
/// folder are removed.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class ControlSocketFolder : IDisposable
{
    // unix(7): 108 bytes including the terminating zero; the client adds 17 characters to the name while it opens the
    // socket.
    private const int MaxPathLength = 108 - 1 - 17 - 8;

    // Exits when its input closes, after killing all processes that have the folder among their arguments.
    private const string Guard = """
        trap '' HUP INT TERM
        read -r x
        for f in $(grep -lF -e "$1/" /proc/[0-9]*/cmdline 2>/dev/null); do
          p=${f#/proc/}; p=${p%/cmdline}
          [ "$p" = $$ ] || kill "$p" 2>/dev/null
        done
        rm -rf -- "$1"
        """;

    private readonly Process _guard;
    private int _count;

    public ControlSocketFolder()
    {
        Path = Create();
        ProcessStartInfo start = new(Programs.Detacher, [.. Programs.DetacherArguments, "sh", "-c", Guard, "scalewright-ssh", Path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        _guard = Process.Start(start)!;
        _guard.StandardOutput.Dispose();
        _guard.StandardError.Dispose();
    }

    public string Path { get; }

    /// <summary>Returns a new name.</summary>
    public string NextPath() => System.IO.Path.Combine(Path, Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture));

    public void Dispose()
    {
        _guard.StandardInput.Dispose();
        _guard.Dispose();
    }

    private static string Create()
    {
        string path = Directory.CreateTempSubdirectory("sw-").FullName;
        if (path.Length <= MaxPathLength)
        {
            return path;
        }

        Directory.Delete(path);
        string shorter = $"/tmp/{System.IO.Path.GetFileName(path)}";
        PrivateFiles.MakeFolder(shorter);
        return shorter;
    }
}

/// <summary>Starts programs detached from the terminal, so that an interrupt ends this program first.</summary>
internal static class Programs
{
    private static readonly string? Setsid = new[] { "/usr/bin/setsid", "/bin/setsid" }.FirstOrDefault(File.Exists);

    public static string Detacher => Setsid ?? "/usr/bin/env";

    public static string[] DetacherArguments => [];
}
