namespace Tests.Shared;

/// <summary>What a program left behind.</summary>
/// <param name="Output">Its standard output, without white space at the end.</param>
/// <param name="Errors">Its standard error, without white space at the end.</param>
public sealed record ProgramResult(int ExitCode, string Output, string Errors)
{
    /// <summary>Both texts, for messages.</summary>
    public string Text => Output + "\n" + Errors;
}
