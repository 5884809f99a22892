namespace Scalewright.Providers.Minimega;

/// <summary>Kind of a minimega node.</summary>
public enum MinimegaNodeKind
{
    /// <summary>A virtual machine; its image is a disk. Requires KVM.</summary>
    Kvm,

    /// <summary>
    /// A container; its image is a root file system: a folder, or <c>tar:</c> followed by an archive.
    /// </summary>
    Container,
}
