namespace Scalewright.Providers.Ssh.Masters;

/// <summary>What connections are started by: apart from the terminal, so that an interrupt there ends this program first.</summary>
internal static class Programs
{
    private static readonly string? Setsid = new[] { "/usr/bin/setsid", "/bin/setsid" }.FirstOrDefault(File.Exists);

    public static string Detacher => Setsid ?? "/usr/bin/env";

    public static string[] DetacherArguments => [];
}
