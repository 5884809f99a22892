namespace Scalewright.Providers.Ssh.Files;

/// <summary>What a folder holds; anything else is not moved.</summary>
internal enum EntryKind
{
    Folder,
    File,
    Link,
}
