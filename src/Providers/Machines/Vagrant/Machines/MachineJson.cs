using System.Text.Json.Serialization;

namespace Scalewright.Providers.Vagrant.Machines;

[JsonSerializable(typeof(VagrantMachine))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
internal sealed partial class MachineJson : JsonSerializerContext;
