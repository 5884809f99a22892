namespace Scalewright.Providers.Ssh.Shell;

/// <summary>How a command of a channel ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="LeftBehind">Whether something that it started still runs and may write to the channel.</param>
/// <param name="Fault">What kept it from being started; empty: nothing.</param>
internal sealed record CommandEnd(int ExitCode, bool LeftBehind, string Fault);
