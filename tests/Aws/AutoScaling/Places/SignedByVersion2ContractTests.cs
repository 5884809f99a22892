namespace AutoScaling.Tests.Places;

public class SignedByVersion2ContractTests() : PlaceContractTests(SignatureVersion.V2);
