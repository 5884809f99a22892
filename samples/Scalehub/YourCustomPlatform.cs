using Scalewright;
using Scalewright.Experiments.Inventories;
using Scalewright.Experiments.Platforms;

namespace ScalehubSample;

/// <summary>Custom platform: declares the keys of its section, counts its instances and lists its hosts.</summary>
[Platform("YourCustomType")]
public sealed class YourCustomPlatform : Platform
{
    // Published rule: 192.168.1.(10 + i) for control hosts, 192.168.1.(20 + n) for all workers together.
    private const int ControlFirst = 10;
    private const int WorkersFirst = 20;
    private const int AddressMax = 254;

    /// <summary>
    /// True to behave like the published class: accept negative counts, and duplicate addresses or addresses beyond
    /// 255. Default false: these are errors.
    /// </summary>
    public bool IsCompatible { get; init; }

    /// <inheritdoc/>
    public override string Type => "YourCustomType";

    /// <inheritdoc/>
    public override ValueList<string> RequiredFields => ["api_endpoint", "region"];

    /// <inheritdoc/>
    public override ValueList<string> OptionalFields => ["ssh_user"];

    /// <inheritdoc/>
    public override void Validate(PlatformSection section, ProblemList problems)
    {
        if (IsCompatible)
        {
            // The published class treats negative counts as 0.
            foreach (string key in (string[])["control", "producers", "consumers"])
            {
                section.CheckInteger(key, problems);
            }

            WarnOfInstanceCount(section, problems);
            return;
        }

        base.Validate(section, problems);
        if (problems.HasErrors)
        {
            return;
        }

        int workers = section.GetCount("producers", 0) + section.GetCount("consumers", 0);
        if (workers > AddressMax - WorkersFirst + 1)
        {
            problems.Add(section.ProblemBetween(
                ["consumers", "producers"],
                ProblemCode.OutOfRange,
                $"{workers} producers and consumers need addresses beyond 192.168.1.{AddressMax}",
                $"use {AddressMax - WorkersFirst + 1} or less in all"));
        }
    }

    /// <summary>More control hosts would use the addresses of workers.</summary>
    /// <param name="key">The key.</param>
    protected override int GetMaxCount(string key) => key == "control" ? WorkersFirst - ControlFirst : AddressMax - WorkersFirst + 1;

    /// <summary>
    /// Returns <c>instance_count</c> as written, else the sum of the counts as written. A compatible platform only
    /// warns if it is not a number.
    /// </summary>
    /// <param name="section">A valid section.</param>
    public override int CountInstances(PlatformSection section) =>
        section.InstanceCount ?? section.GetInteger("control", 0) + section.GetInteger("producers", 0) + section.GetInteger("consumers", 0);

    /// <inheritdoc/>
    public override Task<Inventory> ProvisionAsync(PlatformSection section, CancellationToken cancellationToken = default) => Task.FromResult(RoleHosts.CreateInventory(
        section,
        "your_platform_group",
        (role, number) => $"{role}-{number}",
        (role, index) =>
        [
            new("ansible_host", $"192.168.1.{(role == "control" ? ControlFirst : WorkersFirst) + index}"),
            new("ansible_user", section.GetText("ssh_user") ?? "ubuntu"),
            new("cluster_role", role),
            new("platform_name", section.Name),
        ]));

    // The published class creates hosts by role and ignores the number of instances.
    private static void WarnOfInstanceCount(PlatformSection section, ProblemList problems)
    {
        ProblemList found = new(section.Source);
        section.CheckInteger("instance_count", found, int.MaxValue);
        foreach (Problem problem in found.ToValueList())
        {
            problems.Add(problem with { Severity = ProblemSeverity.Warning });
        }
    }

    /// <inheritdoc/>
    public override Task DestroyAsync(PlatformSection section, CancellationToken cancellationToken = default) => Task.CompletedTask;
}
