namespace Scalewright.Listeners;

/// <summary>
/// The token of a listener: from the environment, where no other user sees it, or a new one that is printed at the
/// start.
/// </summary>
public static class StartToken
{
    /// <summary>Reads the token, or generates one and prints it.</summary>
    /// <param name="variable">Name of the variable of the environment.</param>
    /// <param name="label">Words before a generated token in its line.</param>
    /// <param name="output">Receives the line of a generated token.</param>
    public static string ReadOrGenerate(string variable, string label, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } configured)
        {
            return configured;
        }

        string token = BasicAccess.NewToken();
        output.WriteLine($"{label} {token}");
        return token;
    }
}
