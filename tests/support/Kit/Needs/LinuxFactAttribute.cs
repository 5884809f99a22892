namespace Tests.Shared;

/// <summary>A default test of what only Linux has; it is skipped, with the reason, elsewhere.</summary>
/// <param name="needs">What it needs that every Debian has, in the words of <see cref="MachineNeeds"/>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute(params string[] needs) : FactAttribute
{
    public IReadOnlyList<string> Needs => needs;

    public override string? Skip
    {
        get => base.Skip ?? MachineNeeds.FindMissing(["linux", .. needs]);
        set => base.Skip = value;
    }
}
