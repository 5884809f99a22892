using System.Text.Json.Serialization;
using Scalewright.Storage.Devices;
using Scalewright.Storage.Packages;
using Scalewright.Storage.Setup;

namespace Scalewright.Storage.State;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    UseStringEnumConverter = true,
    Converters = [
        typeof(ValueMapConverter<string>),
        typeof(ValueMapConverter<PackageVersion>),
        typeof(ValueListConverter<string>),
        typeof(ValueListConverter<ServerNetworkInterface>),
        typeof(ValueListConverter<Lun>),
    ]
)]
[JsonSerializable(typeof(StorageChange))]
[JsonSerializable(typeof(PackageVersion))]
[JsonSerializable(typeof(ServerNetworkInterface))]
[JsonSerializable(typeof(Lun))]
[JsonSerializable(typeof(string))]
internal sealed partial class StorageJson : JsonSerializerContext;
