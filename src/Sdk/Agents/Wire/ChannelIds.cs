namespace Scalewright.Agents.Wire;

/// <summary>First byte of a chunk.</summary>
internal static class ChannelIds
{
    /// <summary>Content of a file, or input of a command.</summary>
    public const byte Content = 0;

    public const byte Output = 1;

    public const byte Error = 2;

    /// <summary><see cref="TransferDigest"/> of the preceding content.</summary>
    public const byte Sum = 3;

    /// <summary>Arguments of a service.</summary>
    public const byte Arguments = 4;

    /// <summary>Live standard output: offset in the stream as eight bytes, big-endian; then the bytes.</summary>
    public const byte LiveOutput = 5;

    /// <summary>Live standard error, in the same form.</summary>
    public const byte LiveError = 6;
}
