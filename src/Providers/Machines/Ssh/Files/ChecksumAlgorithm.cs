namespace Scalewright.Providers.Ssh;

/// <summary>Checksum used to compare the content of files.</summary>
public enum ChecksumAlgorithm
{
    /// <summary>SHA-256, computed by <c>sha256sum</c> on the machine.</summary>
    Sha256,

    /// <summary>
    /// The 32-bit checksum of POSIX <c>cksum</c>, used if the machine does not have <c>sha256sum</c>. It detects
    /// accidental changes, but not deliberate ones.
    /// </summary>
    Cksum,
}
