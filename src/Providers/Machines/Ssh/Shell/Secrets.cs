namespace Scalewright.Providers.Ssh.Shell;

/// <summary>Numbers that no command can guess: only here chance is not the caller's.</summary>
internal static class Secrets
{
    public static string Draw() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
