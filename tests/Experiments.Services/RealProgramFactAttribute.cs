namespace Experiments.Services.Tests;

/// <summary>A test that needs programs of a Debian package; skipped, and said so, where they are not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealProgramFactAttribute : FactAttribute
{
    public RealProgramFactAttribute(string package, params string[] programs)
    {
        (Package, Programs) = (package, programs);
        Skip = RealProgram.Missing(package, programs)!;
    }

    public string Package { get; }

    public string[] Programs { get; }
}
