namespace ProviderContracts;

/// <content>A real Slurm, started for the tests.</content>
internal static partial class ContractPlace
{
    static partial void Find(ref string? reason) => reason = Sweeps.Tests.Lab.SlurmLab.MissingReason;
}
