namespace Scalewright.Agents.Wire;

/// <summary>The first byte of a chunk.</summary>
internal static class Channels
{
    /// <summary>Content of a file, or input of a command.</summary>
    public const byte Content = 0;

    /// <summary>Standard output.</summary>
    public const byte Output = 1;

    /// <summary>Standard error.</summary>
    public const byte Error = 2;

    /// <summary>The sum of what came before.</summary>
    public const byte Sum = 3;

    /// <summary>Arguments of a service.</summary>
    public const byte Arguments = 4;

    /// <summary>Standard output while the command runs: where in the stream, as eight bytes, big-endian; then the bytes.</summary>
    public const byte LiveOutput = 5;

    /// <summary>The same of standard error.</summary>
    public const byte LiveError = 6;
}
