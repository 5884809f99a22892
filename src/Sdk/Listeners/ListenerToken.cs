namespace Scalewright.Listeners;

/// <summary>Token of a listener: read from the environment, which other users cannot see, or generated.</summary>
public static class ListenerToken
{
    /// <summary>Reads the token, or generates and prints one.</summary>
    /// <param name="variable">Name of the environment variable.</param>
    /// <param name="label">Text that precedes a generated token on its line.</param>
    /// <param name="output">Receives the line with a generated token.</param>
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
