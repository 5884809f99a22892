namespace Vagrant.Tests;

public class OptionsTests
{
    [Fact]
    public void All_invalid_options_are_reported_at_once_without_passwords() =>
        Should
            .Throw<ArgumentException>(() =>
                new VagrantProvider(
                    new VagrantOptions("")
                    {
                        Hypervisor = "Virtual Box",
                        MaxStartAttempts = 0,
                        CallTimeout = TimeSpan.Zero,
                    }
                )
            )
            .Message.Split(Environment.NewLine)
            .ShouldBe([
                "Folder: it is not set; specify a value",
                "MaxStartAttempts: 0 is below 1; use 1 or more",
                "CallTimeout: 00:00:00 is not above zero; use more than zero",
                "Hypervisor: 'Virtual Box' is not a provider of Vagrant; use libvirt or virtualbox",
            ]);
}
