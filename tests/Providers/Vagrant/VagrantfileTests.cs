using Scalewright.Providers.Vagrant.Machines;

namespace Vagrant.Tests;

public sealed class VagrantfileTests
{
    [Fact]
    public void A_Vagrantfile_defines_a_VM_with_its_box_host_name_address_and_size() =>
        Vagrantfile
            .Write([Machine("web-1-0123456789", "debian/bookworm64") with { Address = "192.168.56.2" }], "libvirt")
            .ShouldBe(
                """
                # Written by Scalewright, and rewritten with each change of the cluster.
                wanted = ->(name) { File.read(File.join(__dir__, 'machines', "#{name}.json")).include?('"isEnding": false') rescue false }
                Vagrant.configure("2") do |config|
                  config.vm.define 'web-1-0123456789' do |machine|
                    machine.vm.box = 'debian/bookworm64'
                    machine.vm.hostname = 'web-1'
                    machine.vm.network "private_network", ip: '192.168.56.2'
                    machine.vm.synced_folder ".", "/vagrant", disabled: true
                    machine.vm.provider 'libvirt' do |vm|
                      vm.cpus = 2
                      vm.memory = 512
                    end
                    machine.trigger.before :up do |trigger|
                      trigger.ruby { raise 'It is removed already.' unless wanted.call('web-1-0123456789') }
                    end
                  end
                end

                """
            );

    [Theory]
    [InlineData("plain", "'plain'")]
    [InlineData("it's", @"'it\'s'")]
    [InlineData(@"back\slash", @"'back\\slash'")]
    [InlineData(@"\'", @"'\\\''")]
    [InlineData("#{system('reboot')}", @"'#{system(\'reboot\')}'")]
    [InlineData("two\nlines", "'two\nlines'")]
    public void Text_is_quoted_as_a_literal_Ruby_string(string text, string quoted) => Vagrantfile.Quote(text).ShouldBe(quoted);

    // Output of Vagrant 2.3.4, with lines that are not about states.
    [Fact]
    public void States_are_read_from_machine_readable_lines() =>
        VagrantStatusReader
            .Read(
                """
                1700000000,web-1,metadata,provider,libvirt
                1700000000,web-1,provider-name,libvirt
                1700000000,web-1,state,running
                1700000000,web-1,state-human-short,running
                1700000000,web-1,state-human-long,The Libvirt domain is running. To stop this machine%!(VAGRANT_COMMA) run `vagrant halt`.
                1700000000,web-2,state,not_created
                1700000000,,ui,info,Current machine states:\n\nweb-1
                """
            )
            .OrderBy(state => state.Key, StringComparer.Ordinal)
            .Select(state => $"{state.Key} {state.Value}")
            .ShouldBe(["web-1 running", "web-2 not_created"]);

    [Fact]
    public void The_failure_message_is_read_from_machine_readable_lines() =>
        VagrantStatusReader
            .ReadFailure(
                """
                1795378045,,ui,error,The machine with the name 'b' was not found configured for\nthis Vagrant environment.
                1795378045,,error-exit,Vagrant::Errors::MachineNotFound,The machine with the name 'b'%!(VAGRANT_COMMA) was not found configured for\nthis Vagrant environment.
                """
            )
            .ShouldBe("The machine with the name 'b', was not found configured for\nthis Vagrant environment.");

    [Fact]
    public void Connection_settings_are_read_from_an_SSH_configuration() =>
        SshConfigReader
            .Read(
                """
                Host web-1
                  HostName 192.168.121.7
                  User vagrant
                  Port 2222
                  UserKnownHostsFile /dev/null
                  IdentityFile "/vms/a b/.vagrant/machines/web-1/private_key"
                  IdentityFile /vms/second
                """
            )
            .ShouldBe(new VagrantSshConfig("192.168.121.7", 2222, "vagrant", "/vms/a b/.vagrant/machines/web-1/private_key"));

    [Theory, InlineData(""), InlineData("Host web-1"), InlineData("<html>")]
    public void An_SSH_configuration_without_a_host_name_yields_no_connection_settings(string text) =>
        SshConfigReader.Read(text).ShouldBeNull();

    private static VagrantMachine Machine(string name, string box) =>
        new()
        {
            Name = name,
            Box = box,
            Cpus = 2,
            MemoryMiB = 512,
            Tag = new StoredResourceTag
            {
                Owner = "o",
                Name = "Web_1",
                Token = "t",
                CreatedAt = default,
            },
        };
}
