namespace Tests.Shared;

/// <summary>
/// Values of the trait <c>Category</c>. A test without it runs by default and needs the .NET SDK alone; <c>.ci/run</c> runs all.
/// </summary>
public static class Category
{
    /// <summary>Name of the trait.</summary>
    public const string Name = nameof(Category);

    /// <summary>The test needs root or a program that is not part of every Debian; see <see cref="MachineFactAttribute"/>.</summary>
    public const string Machine = nameof(Machine);

    /// <summary>Waiting is what the test is about: it takes seconds of real time.</summary>
    public const string RealTime = nameof(RealTime);

    /// <summary>The test repeats something many times: kills, seeds or starts of programs.</summary>
    public const string Campaign = nameof(Campaign);

    /// <summary>The test restores, builds or packs projects.</summary>
    public const string Packaging = nameof(Packaging);
}
