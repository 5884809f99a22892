using Scalewright.Journals;

namespace Scalewright.Providers;

/// <summary>A place with a disk of its own, as the simulation has one: clusters keep their state there and not on this machine's.</summary>
public interface IHasDisk
{
    /// <summary>The disk.</summary>
    IFileSystem Files { get; }
}
