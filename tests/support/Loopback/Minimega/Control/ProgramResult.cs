namespace Loopback.Minimega.Control;

/// <summary>What a program gave.</summary>
internal sealed record ProgramResult(string Output, string Problem = "", int ExitCode = 0);
