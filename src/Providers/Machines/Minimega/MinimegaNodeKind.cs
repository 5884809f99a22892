namespace Scalewright.Providers.Minimega;

/// <summary>What minimega makes of a node.</summary>
public enum MinimegaNodeKind
{
    /// <summary>A virtual machine; its image is a disk. Needs KVM.</summary>
    Kvm,

    /// <summary>A container; its image is a root file system, a folder or <c>tar:</c> and an archive.</summary>
    Container,
}
