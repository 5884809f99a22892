namespace Tests.Shared;

/// <param name="Output">Without trailing white space.</param>
/// <param name="Errors">Without trailing white space.</param>
public sealed record ProgramResult(int ExitCode, string Output, string Errors)
{
    public string Text => Output + "\n" + Errors;
}
