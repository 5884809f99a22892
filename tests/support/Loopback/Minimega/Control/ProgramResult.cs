namespace Loopback.Minimega.Control;

internal sealed record ProgramResult(string Output, string Problem = "", int ExitCode = 0);
