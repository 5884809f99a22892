# A provider for Vagrant itself whose machines are files beside the Vagrantfile: all else is as Vagrant does it.
# It obeys the switches of the stand-in beside it: LOOPBACK_BOOT, LOOPBACK_FAULTS, LOOPBACK_HOOK.
module Loopback
  def self.changed(text)
    hook = ENV['LOOPBACK_HOOK']
    system(hook, text) if hook
  end

  class Refused < Vagrant::Errors::VagrantError
    error_message('The provider could not remove the machine.')
  end

  class Plugin < Vagrant.plugin('2')
    name 'loopback'
    provider(:loopback, parallel: true) { Provider }
    config(:loopback, :provider) { Config }
  end

  class Config < Vagrant.plugin('2', :config)
    attr_accessor :cpus, :memory

    def validate(_machine)
      whole = [cpus, memory].all? { |number| number.is_a?(Integer) && number.positive? }
      { 'loopback' => whole ? [] : ['cpus and memory are numbers above 0'] }
    end
  end

  class Boot
    def initialize(app, _env)
      @app = app
    end

    def call(env)
      machine = env[:machine]
      Loopback.changed("beginning up #{machine.name}")
      machine.id ||= machine.name.to_s
      write(machine, 'starting') unless machine.state.id == :running
      sleep 0.05 while Provider.fault?('hang')
      sleep ENV.fetch('LOOPBACK_BOOT', '0').to_f
      if Provider.spoiled?(machine.name)
        write(machine, 'poweroff')
        raise Vagrant::Errors::VMBootTimeout
      end
      write(machine, 'running')
      Loopback.changed("up #{machine.name}")
      @app.call(env)
    end

    private

    def write(machine, state)
      File.write(Provider.state_file(machine), state)
    end
  end

  class Remove
    def initialize(app, _env)
      @app = app
    end

    def call(env)
      machine = env[:machine]
      Loopback.changed("beginning destroy #{machine.name}")
      raise Refused if Provider.fault?('refuse')

      machine.id = nil
      Loopback.changed("destroy #{machine.name}")
      @app.call(env)
    end
  end

  class Provider < Vagrant.plugin('2', :provider)
    def self.fault?(name)
      File.exist?(File.join(ENV.fetch('LOOPBACK_FAULTS', '/nonexistent'), name))
    end

    # Takes one line of the machine's file, which no other machine writes.
    def self.spoiled?(name)
      file = File.join(ENV.fetch('LOOPBACK_FAULTS', '/nonexistent'), "spoil-#{name}")
      lines = File.exist?(file) ? File.readlines(file) : []
      return false if lines.empty?

      File.write(file, lines.drop(1).join)
      true
    end

    def self.state_file(machine)
      machine.data_dir.join('state')
    end

    def initialize(machine)
      @machine = machine
    end

    def action(name)
      builtin = Vagrant::Action::Builtin
      case name
      when :up then Vagrant::Action::Builder.new.use(builtin::ConfigValidate).use(builtin::HandleBox).use(Boot)
      when :destroy then Vagrant::Action::Builder.new.use(Remove)
      end
    end

    def state
      file = Provider.state_file(@machine)
      id = @machine.id && file.file? ? file.read : 'not_created'
      Vagrant::MachineState.new(id.to_sym, id.tr('_', ' '), "The machine is #{id}.")
    end

    def ssh_info
      state.id == :running ? { host: @machine.config.vm.hostname, port: 22, username: 'vagrant' } : nil
    end
  end
end

Loopback.changed("called #{ARGV.join(' ')}") if %w[up destroy].include?(ARGV.first)
