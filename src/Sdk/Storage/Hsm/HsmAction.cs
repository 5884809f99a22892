namespace Scalewright.Storage.Hsm;

/// <summary>HSM action on a file.</summary>
public enum HsmAction
{
    /// <summary>Copies the file into the archive.</summary>
    Archive,

    /// <summary>Copies the file back from the archive.</summary>
    Restore,

    /// <summary>Removes the file from the archive. Moves no bytes.</summary>
    Remove,
}
