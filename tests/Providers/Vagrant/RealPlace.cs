namespace Vagrant.Tests;

/// <summary>Vagrant with a provider of simulated VMs (tests/support/Loopback/Vagrant/machines.rb).</summary>
internal static class RealPlace
{
    public const string Program = "vagrant";

    private const string Variable = "SCALEWRIGHT_VAGRANT";

    /// <summary>Replaces the emulator in all tests, which takes minutes: <c>SCALEWRIGHT_VAGRANT=real</c>.</summary>
    public static bool IsForAll { get; } = Environment.GetEnvironmentVariable(Variable) == "real";

    public static string MakeHome(TemporaryFolder folder)
    {
        folder.Write("home/Vagrantfile", $"require '{Repository.At("tests", "support", "Loopback", "Vagrant", "machines.rb")}'\n");
        folder.Write("home/boxes/debian-VAGRANTSLASH-bookworm64/0/loopback/metadata.json", """{"provider":"loopback"}""");
        return folder.At("home");
    }
}
