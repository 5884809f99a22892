namespace Tests.Shared;

/// <summary>Values of the trait <c>Category</c>. Tests without it run by default; they are quick and need only the .NET SDK.</summary>
public static class Category
{
    public const string Name = nameof(Category);

    /// <summary>The test needs root or a program that is not part of every Debian.</summary>
    public const string Machine = nameof(Machine);

    /// <summary>The test is about waiting and takes seconds of real time.</summary>
    public const string RealTime = nameof(RealTime);

    /// <summary>The test needs only the .NET SDK, but more than about a second for all its cases: many kills, seeds or started programs, or much data.</summary>
    public const string Campaign = nameof(Campaign);

    /// <summary>The test restores, builds or packs projects, or runs the commands of documents.</summary>
    public const string Packaging = nameof(Packaging);
}
