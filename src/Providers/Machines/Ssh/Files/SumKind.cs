namespace Scalewright.Providers.Ssh;

/// <summary>How the content of a file is told from another.</summary>
public enum SumKind
{
    /// <summary>SHA-256, by the machine's <c>sha256sum</c>.</summary>
    Sha256,

    /// <summary>The 32 bits of POSIX <c>cksum</c>, where the machine has nothing better: they show an accident, not an intention.</summary>
    Cksum,
}
