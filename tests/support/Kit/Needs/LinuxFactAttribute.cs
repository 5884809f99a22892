namespace Tests.Shared;

/// <summary>A default test that is skipped, with the reason, unless on Linux.</summary>
/// <param name="needs">Requirements that every Debian meets, by the names of <see cref="MachineNeeds"/>.</param>
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
