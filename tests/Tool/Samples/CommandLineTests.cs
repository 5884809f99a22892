namespace Samples.Tests;

/// <summary>Command lines of the samples: an argument that looks like an option is known, or incorrect usage.</summary>
public class CommandLineTests
{
    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("WindFarm", "--sede 7", "unknown option '--sede'; did you mean '--seed'?")]
    [InlineData("WindFarm", "--out --sede", "unknown option '--sede'; did you mean '--seed'?")]
    [InlineData("WindFarm", "farm", "unexpected argument 'farm'; leave it out")]
    [InlineData("PhantomTutorial", "serve --prot 0", "unknown option '--prot'; did you mean '--port'?")]
    [InlineData("PhantomTutorial", "run --stat phantom", "unknown option '--stat'; did you mean '--state'?")]
    [InlineData("PhantomTutorial", "run --dryrun", "unknown option '--dryrun'; did you mean '--dry-run'?")]
    [InlineData("PhantomTutorial", "srve", "unknown command 'srve'; did you mean 'serve'?")]
    [InlineData("phenix-app-scale", "configure --dryrun", "unknown option '--dryrun'; did you mean '--dry-run'?")]
    [InlineData("phenix-app-scale", "post-start --dry", "unknown option '--dry'; did you mean '--dry-run'?")]
    [InlineData("phenix-app-scale", "confgure", "unknown stage 'confgure'; did you mean 'configure'?")]
    [InlineData("shub", "provision --dryrun", "unknown option '--dryrun'; did you mean '--dry-run'?")]
    [InlineData("shub", "provison", "unknown command 'provison'; did you mean 'provision'?")]
    [InlineData("shub", "experiment stpo", "unknown command 'stpo'; use ")]
    [InlineData("StorageSimulator", "manager --prot 0", "unknown option '--prot'; did you mean '--port'?")]
    [InlineData("StorageSimulator", "manager --dryrun", "unknown option '--dryrun'; did you mean '--dry-run'?")]
    [InlineData("StorageSimulator", "manager --config park", "unknown option '--config'; use one of the 13 that the help lists")]
    [InlineData("StorageSimulator", "--ca ca.pem manager --port 0", "--ca before manager is an option of the simulator; leave it out")]
    [InlineData("StorageSimulator", "stup", "unknown command 'stup'; did you mean 'setup'?")]
    [InlineData("StorageSimulator", "setup --confg park", "unknown option '--confg'; did you mean '--config'?")]
    [InlineData("StorageSimulator", "setup --dryrun", "unknown option '--dryrun'; did you mean '--dry-run'?")]
    [InlineData("StorageSimulator", "power server all off --dryrun", "unknown option '--dryrun'; did you mean '--dry-run'?")]
    [InlineData("VirtCluster", "run --provider ssh --hsot-file a.json", "unknown option '--hsot-file'; did you mean '--host-file'?")]
    [InlineData("VirtCluster", "run --provider shs", "--provider: unknown provider 'shs'; did you mean 'ssh'? use processes, ssh")]
    [InlineData("VirtCluster", "run --provider ssh", "--host-file: 'ssh' needs it")]
    [InlineData("VirtCluster", "run --host-file a.json", "--host-file: only 'ssh' takes it; add --provider ssh, or leave it out")]
    [InlineData("VirtCluster", "run --dryrun", "unknown option '--dryrun'; did you mean '--dry-run'?")]
    [InlineData("VirtCluster", "rnu", "unknown command 'rnu'; did you mean 'run'?")]
    public void Incorrect_usage_of_a_sample_is_rejected_with_a_suggestion(string sample, string arguments, string message) =>
        Refuses(Path.Combine(AppContext.BaseDirectory, $"{sample}.dll"), arguments, message);

    [Theory]
    [InlineData("four-providers", "--provider local --dryrun", "unknown option '--dryrun'; did you mean '--dry-run'?")]
    [InlineData("four-providers", "--provdier local", "unknown option '--provdier'; did you mean '--provider'?")]
    [InlineData("four-providers", "--provider local --hsot-file a.json", "unknown option '--hsot-file'; did you mean '--host-file'?")]
    [InlineData("tournament", "--sedes 3", "unknown option '--sedes'; did you mean '--seeds'?")]
    [InlineData("tournament", "--out --sede", "unknown option '--sede'; did you mean '--seeds'?")]
    [Trait(Category.Name, Category.Packaging)]
    public void A_misspelled_option_of_a_single_file_program_is_rejected_with_a_suggestion(
        string sample,
        string arguments,
        string message
    ) => Refuses(SingleFile.Assembly(sample), arguments, message);

    private static void Refuses(string program, string arguments, string message)
    {
        using TemporaryFolder folder = new();

        ProgramResult result = Command.Dotnet(folder.Root, new Dictionary<string, string>(), [program, .. arguments.Split(' ')]);

        result.ExitCode.ShouldBe(2, result.Text);
        result.Output.ShouldBeEmpty();
        result.Errors.ShouldStartWith(message);
        Directory.EnumerateFileSystemEntries(folder.Root).ShouldBeEmpty();
    }
}
