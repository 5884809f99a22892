using Scalewright.Experiments.Inventories;

namespace Scalewright.Experiments.Platforms;

/// <summary>Simulated hosts <c>PLATFORM-ROLE-N</c> with addresses from <c>address_prefix</c> (<c>10.0</c>).</summary>
internal sealed class SimulatedPlatform : Platform
{
    public const string GroupName = "simulated";

    private const int MaxAddresses = 250 * 250;

    public override string Type => "Simulated";

    public override ValueList<string> OptionalFields => ["address_prefix", "ssh_user"];

    public override void Validate(PlatformSection section, ProblemList problems)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(problems);
        base.Validate(section, problems);
        string prefix = section.GetText("address_prefix") ?? "10.0";
        if (!IPAddress.TryParse($"{prefix}.0.1", out IPAddress? address) || address.ToString() != $"{prefix}.0.1")
        {
            problems.Add(
                section.ProblemAt(
                    "address_prefix",
                    ProblemCode.WrongType,
                    $"'{TextEscaping.Escape(prefix)}' is not the first half of an IPv4 address",
                    "use two numbers, as in 10.0"
                )
            );
        }

        if (!problems.HasErrors && CountRoles(section) > MaxAddresses)
        {
            problems.Add(
                section.ProblemBetween(
                    ["consumers", "producers", "control"],
                    ProblemCode.OutOfRange,
                    $"{CountRoles(section)} hosts do not fit below one prefix",
                    $"use {MaxAddresses} or less in all"
                )
            );
        }
    }

    protected override int GetMaxCount(string key) => MaxAddresses;

    public override Task<Inventory> ProvisionAsync(PlatformSection section, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(section);
        string prefix = section.GetText("address_prefix") ?? "10.0";
        int control = section.GetCount("control", 1);
        return Task.FromResult(
            RoleHosts.CreateInventory(
                section,
                GroupName,
                (role, number) => $"{section.Name}-{role}-{number}",
                (role, index) =>
                {
                    int at = role == "control" ? index : control + index;
                    return
                    [
                        new("ansible_host", $"{prefix}.{at / 250}.{(at % 250) + 1}"),
                        new("ansible_user", section.GetText("ssh_user") ?? "root"),
                        new("cluster_role", role),
                        new("platform_name", section.Name),
                    ];
                }
            )
        );
    }

    public override Task DestroyAsync(PlatformSection section, CancellationToken cancellationToken = default) => Task.CompletedTask;
}
