namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>The launch template that something is launched by.</summary>
/// <param name="Id">Id of the template.</param>
/// <param name="Name">Name of the template.</param>
/// <param name="Version"><c>$Default</c>, <c>$Latest</c> or a number; empty: <c>$Default</c>, because the request named
/// none.</param>
internal sealed record TemplateUse(string Id, string Name, string Version)
{
    /// <summary>The version to look up.</summary>
    public string Effective() => Version.Length == 0 ? TemplateRecord.Default : Version;
}
