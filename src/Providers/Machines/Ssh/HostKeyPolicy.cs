namespace Scalewright.Providers.Ssh;

/// <summary>What is done with machines whose key is not known. One whose key is another than the known one is refused always.</summary>
public enum HostKeyPolicy
{
    /// <summary>They are refused.</summary>
    Strict,

    /// <summary>The key of the first contact is kept as theirs: for machines that were made a moment ago.</summary>
    PinFirst,
}
