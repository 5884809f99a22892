namespace Scalewright.Providers.Vagrant.Machines;

/// <summary>The file that Vagrant reads, which is a program in Ruby: what comes from outside is in it as strings alone.</summary>
internal static class Vagrantfile
{
    public const string FileName = "Vagrantfile";

    // Vagrant runs triggers while it holds the VM. Who began a start may have been killed, and the VM been removed before Vagrant came to it.
    private const string Head = """
        # Written by Scalewright, and written anew with each change of the cluster.
        wanted = ->(name) { File.read(File.join(__dir__, 'machines', "#{name}.json")).include?('"isEnding": false') rescue false }
        Vagrant.configure("2") do |config|

        """;

    /// <summary>The file of VMs.</summary>
    public static string Write(IEnumerable<VagrantMachine> machines, string hypervisor)
    {
        StringBuilder text = new(Head);
        foreach (VagrantMachine machine in machines.OrderBy(machine => machine.Name, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                  config.vm.define {{Quote(machine.Name)}} do |machine|
                    machine.vm.box = {{Quote(machine.Box)}}
                    machine.vm.hostname = {{Quote(machine.HostName)}}

                """);
            if (machine.Address.Length > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"    machine.vm.network \"private_network\", ip: {Quote(machine.Address)}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $$"""
                    machine.vm.synced_folder ".", "/vagrant", disabled: true
                    machine.vm.provider {{Quote(hypervisor)}} do |vm|
                      vm.cpus = {{machine.Cpus}}
                      vm.memory = {{machine.MemoryMiB}}
                    end
                    machine.trigger.before :up do |trigger|
                      trigger.ruby { raise 'It is removed already.' unless wanted.call({{Quote(machine.Name)}}) }
                    end
                  end

                """);
        }

        return text.Append("end\n").ToString();
    }

    /// <summary>A string of Ruby in single quotes, in which nothing but the backslash and the quote means anything.</summary>
    internal static string Quote(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
