namespace Local.Tests;

/// <summary>A test that needs network namespaces: skipped, visibly, where they cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NamespaceFactAttribute : FactAttribute
{
    public NamespaceFactAttribute() => Skip = LocalFolder.MissingReason;
}
